require ["include","variables"];
if string :matches "inner" "*" {}
