require ["fileinto","envelope","copy","variables","relational","imap4flags","subaddress","encoded-character","comparator-i;ascii-numeric"];
if anyof(address :detail :matches ["from","to"] "*b*", envelope :localpart "from" ["s"], header :value "ge" :comparator "i;ascii-numeric" "x" "3") { set :upperfirst :length "a" "${1}${hex:40}"; addflag "x ${a}"; fileinto :copy :flags "\\Seen" "A.${0}"; } elsif size :over 1K { redirect "a@b.example"; } else { keep; stop; }
if not exists ["a","b"] { discard; }
