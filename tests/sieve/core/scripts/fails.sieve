require "ihave";
error "reached";
