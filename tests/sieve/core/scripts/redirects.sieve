redirect "a@x.y";
redirect "b@x.y";
redirect "c@x.y";
redirect "d@x.y";
redirect "e@x.y";
