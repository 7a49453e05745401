keep text:foo
.
;