keep "a
b
c" foo;