using JobRunner;
using JobRunner.Http.Client;

// What it takes to run jobs on another machine: the same interface.
var options = new JobsClientOptions
{
    BaseAddress = new Uri(args[0]),
    AuthorityFile = "ca.pem",
    CertificateFile = "client.pem",
    KeyFile = "client.key",
};
using var client = new JobsClient(options);
IJobsManager jobs = client;
var result = await jobs.RunAsync(new JobSpec(args[1], args[2..]));
Console.Write(result.StandardOutput);
