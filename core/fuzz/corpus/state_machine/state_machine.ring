Opened
DeadlineExpired
{"serviceCode":"1","serviceEdition":1,"start":"A","states":[{"name":"A"},{"name":"C"}],"transitions":[{"event":"^x$","from":"A","name":"to","to":"C"},{"event":"^x$","from":"C","name":"fro","to":"A"}]}