keep


#c
foo;