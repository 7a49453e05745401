require ["include","variables"];
global ["count","seen"];
set "seen" "${count}|${private}";
set "count" "two";
