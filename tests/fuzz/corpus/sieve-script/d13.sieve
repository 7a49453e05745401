keep text: # c
x
.
;