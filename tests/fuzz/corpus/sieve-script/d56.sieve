keep text:
.a
..b
.
;