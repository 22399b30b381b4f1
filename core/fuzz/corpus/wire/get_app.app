fastdok.get_app
{"appId":"b0a6f1de-52c4-4d59-8f6c-5b1d2e7a9c33"}
200
application/json; charset=utf-8
{"Id":"b0a6f1de-52c4-4d59-8f6c-5b1d2e7a9c33","Name":"Formulär","Description":"","Status":"Active","InstancesCount":12,"ProcessId":"p-1","DomainObjectId":"d-1"}