using JobRunner.Cli.Tests.Support;
using JobRunner.Http.Tests.Support;
using JobRunner.Samples.WebHost;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Connection;

/// <summary>A server that can't be reached or trusted, or that doesn't trust us: one line that says which, and exit code 5.</summary>
public sealed class ConnectionTests : ServerTests
{
    [Test]
    public async Task An_expired_certificate()
    {
        var expired = Server.Certificates.Issue(
            TestCertificates.ClientSpec("alice") with { NotBefore = DateTimeOffset.UtcNow.AddDays(-2), NotAfter = DateTimeOffset.UtcNow.AddDays(-1) });
        await IsUnreachable(With(Server.Certificates.Write(expired)), "expired");
    }

    [Test]
    public async Task A_certificate_of_another_authority()
    {
        using var other = CertificateAuthority.Create(new("another CA", TestCertificates.Past, TestCertificates.Future));
        await IsUnreachable(With(Server.Certificates.Write(other.Issue(TestCertificates.ClientSpec("alice")))), "certificate");
    }

    [Test]
    public async Task No_certificate() => await IsUnreachable(new(Environment) { ["JOBCTL_CERT"] = null, ["JOBCTL_KEY"] = null }, "--cert");

    [Test]
    public async Task A_key_that_is_anothers()
    {
        var (_, otherKey) = Server.Certificates.Write(Server.Certificates.Client("bob"));
        await IsUnreachable(new(Environment) { ["JOBCTL_KEY"] = otherKey }, "--key");
    }

    [Test]
    public async Task A_server_of_another_authority()
    {
        using var other = CertificateAuthority.Create(new("another CA", TestCertificates.Past, TestCertificates.Future));
        var file = Path.Combine(Home, "other-ca.pem");
        await File.WriteAllTextAsync(file, other.Certificate.ExportCertificatePem());
        await IsUnreachable(new(Environment) { ["JOBCTL_CACERT"] = file }, "--cacert");
    }

    [Test]
    public async Task A_server_that_is_down() =>
        await IsUnreachable(new(Environment) { ["JOBCTL_URL"] = $"https://localhost:{FreePort.Find()}" }, "Nothing listens there");

    [Test]
    public async Task A_server_that_speaks_plain_http()
    {
        await using var server = new PlainHttpServer();
        await IsUnreachable(new(Environment) { ["JOBCTL_URL"] = $"https://localhost:{server.Port}" }, "HTTPS");
    }

    [Test]
    public async Task A_server_that_has_no_jobs_there() =>
        await IsUnreachable(new(Environment) { ["JOBCTL_URL"] = new Uri(Server.Address, "elsewhere").ToString() }, "not as a JobRunner server: check --url.");

    private Dictionary<string, string?> With((string File, string KeyFile) certificate) =>
        new(Environment) { ["JOBCTL_CERT"] = certificate.File, ["JOBCTL_KEY"] = certificate.KeyFile };

    private static async Task IsUnreachable(Dictionary<string, string?> environment, string words)
    {
        var list = await RunWith(environment, "list");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(list.ExitCode, Is.EqualTo(5), list.Error);
            Assert.That(list.ErrorLines, Has.Length.EqualTo(1), list.Error);
            Assert.That(list.Error, Does.StartWith("jobctl: ").And.Contain(words));
            Assert.That(list.Output, Is.Empty);
        }
    }
}
