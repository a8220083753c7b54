// What it takes to serve jobs; see samples/WebHost for one with certificates.
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(8443, listen => listen.UseMutualTls(tls =>
{
    tls.CertificateFile = "server.pem";
    tls.KeyFile = "server.key";
    tls.ClientAuthorityFile = "ca.pem";
})));
builder.Services.AddJobsManager();
builder.Services.AddJobsHttp(options => options.Clients["alice"] = ["start", "query", "output"]);

var app = builder.Build();
app.MapJobsHttp();
await app.RunAsync();
