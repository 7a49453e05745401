foo;
keep "x";
if header :bar "a" "b" { stop; }
