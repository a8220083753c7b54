using JobRunner.Samples.WebHost;

// Serves jobs over HTTPS to clients that prove by certificate who they are. What may be set is in appsettings.json.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find() });
var settings = builder.Configuration;
var port = settings.GetValue("Port", 8443);
var folder = settings["Certificates:Folder"] ?? "certs";
var certificates = new DevelopmentCertificates(Path.GetFullPath(folder, builder.Environment.ContentRootPath));
var made = certificates.MakeIfNeeded(DateTimeOffset.UtcNow);

builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.UseMutualTls(tls =>
{
    tls.CertificateFile = certificates.Server;
    tls.KeyFile = certificates.ServerKey;
    tls.ClientAuthorityFile = certificates.Authority;
    tls.RefusedSerialsFile = settings["Tls:RefusedSerialsFile"];
    tls.AllowTls12 = settings.GetValue<bool>("Tls:AllowTls12");
})));

builder.Services.AddJobsManager(options => settings.GetSection("Manager").Bind(options));
builder.Services.AddJobsHttp(settings.GetSection("Jobs"));

var app = builder.Build();
app.MapJobsHttp();
app.MapJobsRoot();
app.MapJobsOpenApi();
app.Lifetime.ApplicationStarted.Register(() => Greeting.Print(certificates, made, port));
await app.RunAsync();
