using JobRunner.Conformance.Tests.Support;
using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Client;

/// <summary>What is wrong with options is said when the client is made, by the option's name.</summary>
public sealed class OptionsTests : ClientTests
{
    private static readonly (string Property, Action<JobsClientOptions> Configure)[] Unusable =
    [
        ("BaseAddress", options => options.BaseAddress = null),
        ("BaseAddress", options => options.BaseAddress = new Uri("http://localhost:8080")),
        ("BaseAddress", options => options.BaseAddress = new Uri("https://localhost/?a=b")),
        ("BaseAddress", options => options.BaseAddress = new Uri("/jobs", UriKind.Relative)),
        ("JobsPath", options => options.JobsPath = "/"),
        ("JobsPath", options => options.JobsPath = "jobs?x"),
        ("KeyFile", options => options.KeyFile = "x"),
        ("Authorities", options => options.AuthorityFile = "x"),
        ("Authorities", options => options.Authorities = []),
        ("Certificate", options => options.CertificateFile = "x"),
        ("Intermediates", options => (options.Certificate, options.Intermediates) = (null, [])),
        ("ConnectTimeout", options => options.ConnectTimeout = TimeSpan.Zero),
        ("AnswerTimeout", options => options.AnswerTimeout = TimeSpan.FromSeconds(1)),
        ("SilenceTimeout", options => options.SilenceTimeout = Timeout.InfiniteTimeSpan),
        ("MaxRetries", options => options.MaxRetries = -1),
        ("FirstRetryDelay", options => options.FirstRetryDelay = TimeSpan.FromDays(1)),
        ("LongestRetryDelay", options => options.LongestRetryDelay = TimeSpan.FromTicks(-1)),
    ];

    [Test]
    public void What_makes_no_sense_is_named([Range(0, 16)] int index)
    {
        var (property, configure) = Unusable[index];
        Assert.That(() => NewClient(configure), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(property).And.Message.Contains($"JobsClientOptions.{property} "));
    }

    [Test]
    public void A_file_that_can_not_be_used_is_named_with_the_remedy()
    {
        var certificates = Server.Certificates;
        var (file, keyFile) = certificates.Write(certificates.Client("alice"));
        var (_, otherKeyFile) = certificates.Write(certificates.Client("bob"));
        var empty = certificates.PathOf("empty.pem");
        File.WriteAllText(empty, "nothing");
        var encrypted = certificates.PathOf("encrypted.key");
        File.WriteAllText(encrypted, "-----BEGIN ENCRYPTED PRIVATE KEY-----");
        var (intermediate, _) = certificates.Write(certificates.Intermediate.Certificate);
        (Action<JobsClientOptions> Configure, string Property, string File, string Remedy)[] cases =
        [
            (options => options.AuthorityFile = intermediate, "AuthorityFile", intermediate, "up to the root"),
            (options => options.AuthorityFile = "/no/such/ca.pem", "AuthorityFile", "/no/such/ca.pem", "check the path"),
            (options => options.AuthorityFile = empty, "AuthorityFile", empty, "BEGIN CERTIFICATE"),
            (options => options.CertificateFile = "/no/such/cert.pem", "CertificateFile", "/no/such/cert.pem", "check the path"),
            (options => options.CertificateFile = file, "CertificateFile", file, "KeyFile"),
            (options => (options.CertificateFile, options.KeyFile) = (file, "/no/such.key"), "KeyFile", "/no/such.key", "check the path"),
            (options => (options.CertificateFile, options.KeyFile) = (file, otherKeyFile), "KeyFile", otherKeyFile, "belong together"),
            (options => (options.CertificateFile, options.KeyFile) = (file, encrypted), "KeyFile", encrypted, "openssl"),
            (options => (options.CertificateFile, options.KeyFile) = (keyFile, keyFile), "CertificateFile", keyFile, "BEGIN CERTIFICATE"),
        ];
        foreach (var (configure, property, named, remedy) in cases)
        {
            Assert.That(
                () => NewClient(options =>
                {
                    (options.Authorities, options.Certificate) = (null, null);
                    configure(options);
                }),
                Throws.ArgumentException.With.Property("ParamName").EqualTo(property).And.Message.Contains($"'{named}'").And.Message.Contains(remedy));
        }
    }

    [Test]
    public async Task Files_are_as_good_as_what_is_in_memory_and_the_client_is_a_service()
    {
        var (file, keyFile) = Server.Certificates.Write(Server.Certificates.Client("bob"));
        await using var services = new ServiceCollection()
            .AddJobsClient(options => (options.BaseAddress, options.AuthorityFile) = (Server.Address, Server.Certificates.AuthorityFile))
            .AddJobsClient(options => (options.CertificateFile, options.KeyFile) = (file, keyFile))
            .BuildServiceProvider();
        var client = services.GetRequiredService<JobsClient>();
        Assert.That(services.GetRequiredService<IJobsManager>(), Is.SameAs(client));
        Assert.That(await client.GetServiceInfoAsync(), Has.Property("Client").EqualTo("bob"));
    }

    [Test]
    public async Task Certificates_between_the_clients_and_its_CA_are_sent_along()
    {
        var intermediate = Server.Certificates.Intermediate;
        await using var client = NewClient(options => (options.Certificate, options.Intermediates) = (intermediate.Issue(TestCertificates.ClientSpec("alice")), [intermediate.Certificate]));
        Assert.That(await client.GetServiceInfoAsync(), Has.Property("Client").EqualTo("alice"));
        await client.DisposeAsync();
        await Assert.ThatAsync(() => client.GetServiceInfoAsync(), Throws.TypeOf<ObjectDisposedException>());
    }
}
