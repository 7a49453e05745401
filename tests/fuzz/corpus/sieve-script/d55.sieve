keep text:
a
. 
.
;