var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
string PathOf(string file) => Path.Combine(settings["Certificates"]!, file);

builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(settings.GetValue("Port", 8443), listen => listen.UseMutualTls(tls =>
{
    tls.CertificateFile = PathOf("server.pem");
    tls.KeyFile = PathOf("server.key");
    tls.ClientAuthorityFile = PathOf("ca.pem");
    tls.RefusedSerialsFile = PathOf("refused.txt");
})));

builder.Services.AddJobsManager(options => options.MaxConcurrentJobs = 32);
builder.Services.AddJobsHttp(settings.GetSection("Jobs"));

var app = builder.Build();
app.MapJobsHttp();       // /jobs
app.MapJobsRoot();       // /: who am I, what may I do?
app.MapJobsOpenApi();    // /openapi/v1.json
await app.RunAsync();
