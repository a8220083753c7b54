using System.Net;
using System.Net.Sockets;
using JobRunner.Conformance.Tests.Support;
using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Client;

/// <summary>What can't work says so at once, in one line: where, why, and what to do.</summary>
public sealed class RefusalTests : ClientTests
{
    [Test]
    public Task A_server_that_is_down() => AssertFails(options => options.BaseAddress = new Uri($"https://localhost:{UnusedPort()}"), "Nothing listens", "check that the server runs");

    [Test]
    public Task A_name_that_does_not_exist() => AssertFails(options => options.BaseAddress = new Uri("https://no-such-host.invalid:1"), "no machine of this name", "check the address");

    [Test]
    public Task A_wrong_CA() => AssertFails(
        options =>
        {
            using var other = new TestCertificates();
            options.Authorities = null;
            options.AuthorityFile = Server.Certificates.PathOf("other.pem");
            File.Copy(other.AuthorityFile, options.AuthorityFile, overwrite: true);
        },
        "JobRunner test CA",
        "other.pem",
        "AuthorityFile");

    [Test]
    public Task A_wrong_name() => AssertFails(options => options.BaseAddress = new Uri($"https://127.0.0.2:{Proxy.Port}"), "127.0.0.2", "localhost", "BaseAddress");

    [Test]
    public Task No_certificate() => AssertFails(options => options.Certificate = null, "No client certificate is given", "CertificateFile");

    [Test]
    public Task An_expired_certificate() => AssertFails(
        options => options.Certificate = Server.Certificates.Issue(TestCertificates.ClientSpec("alice") with { NotBefore = DateTimeOffset.UtcNow.AddDays(-2), NotAfter = DateTimeOffset.UtcNow.AddDays(-1) }),
        "CN=alice",
        "expired",
        "get a new one");

    [Test]
    public async Task Another_CAs_certificate()
    {
        using var other = new TestCertificates();
        await AssertFails(options => options.Certificate = other.Client("alice"), "refuses the client certificate", "CN=alice", "check that the server trusts this CA");
    }

    [Test]
    public Task Another_service() => AssertFails(options => options.JobsPath = "other", "404", "not as a JobRunner server", "JobsPath");

    [Test]
    public async Task A_server_that_speaks_plain_HTTP()
    {
        await using var plain = new PlainServer();
        await AssertFails(options => options.BaseAddress = new Uri($"https://localhost:{plain.Port}"), "does not speak TLS", "HTTPS");
    }

    [Test]
    public async Task Who_is_unknown_or_lacks_a_permission_is_denied()
    {
        await using var eve = NewClient(options => options.Certificate = Server.Certificates.Client("eve"));
        await using var reader = NewClient(options => options.Certificate = Server.Certificates.Client("reader"));
        await Assert.ThatAsync(() => eve.GetServiceInfoAsync(), Throws.TypeOf<JobsAccessDeniedException>().With.Property("Rule").Null);
        await Assert.ThatAsync(async () => await eve.ListAsync().AnyAsync(), Throws.TypeOf<JobsAccessDeniedException>());
        await Assert.ThatAsync(() => reader.StartAsync("true"), Throws.TypeOf<JobsAccessDeniedException>());
        Assert.That(await reader.ListAsync().AnyAsync(), Is.False);
    }

    [Test]
    public async Task What_a_rule_forbids_names_the_rule()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxJobsPerClient = 1);
        await using var client = new JobsClient(server.ClientOptions("alice"));
        await client.StartAsync("sleep", "100");
        await Assert.ThatAsync(() => client.StartAsync("true"), Throws.TypeOf<JobsAccessDeniedException>().With.Property("Rule").EqualTo("MaxJobsPerClient"));
    }

    [Test]
    public async Task Another_clients_job_is_no_job()
    {
        var job = await Client.StartAsync("sleep", "100");
        await using var bob = NewClient(options => options.Certificate = Server.Certificates.Client("bob"));
        await Assert.ThatAsync(() => bob.StopAsync(job), Throws.TypeOf<JobNotFoundException>());
        Assert.That(await bob.ListAsync().AnyAsync(), Is.False);
    }

    [Test]
    public async Task The_service_says_who_the_caller_is()
    {
        var info = await Client.GetServiceInfoAsync();
        Assert.That(info, Has.Property("Service").EqualTo("JobRunner").And.Property("Client").EqualTo("alice"));
        Assert.That(info.Permissions, Does.Contain("start").And.Not.Contain("all-jobs"));
        Assert.That(info.Links, Does.ContainKey("jobs"));
        Assert.That(await Client.GetServiceInfoAsync(), Is.EqualTo(info));
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AssertFails(Action<JobsClientOptions> configure, params string[] words)
    {
        await using var client = NewClient(configure);
        Func<Task>[] calls = [async () => await client.ListAsync().AnyAsync(), () => client.StartAsync("true"), () => client.ReadOutputTextAsync(Guid.NewGuid())];
        foreach (var call in calls)
        {
            var exception = (await Assert.ThrowsAsync<JobsConnectionException>(async () => await call().Within("it fails")))!;
            TestContext.Out.WriteLine(exception.Message);
            Assert.That(words.Append($"{exception.Address}").Where(word => !exception.Message.Contains(word, StringComparison.Ordinal)), Is.Empty, exception.Message);
            Assert.That(exception.Message, Does.Not.Contain('\n'));
        }
    }
}
