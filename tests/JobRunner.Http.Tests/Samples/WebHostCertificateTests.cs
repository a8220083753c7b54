using JobRunner.Http.Tests.Support;
using JobRunner.Samples.WebHost;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Samples;

/// <summary>The certificates that the web host makes, and its end.</summary>
public sealed class WebHostCertificateTests
{
    private static readonly string[] Keys = ["MyClient1.key", "ca.key", "operator.key", "server.key"];
    private static readonly string[] Files = [.. Keys, "ca.pem", "client.pem", "operator.pem", "server.pem"];

    private TemporaryFolder _folder = null!;

    // A name that a shell would read otherwise.
    private string Certificates => Path.Combine(_folder.Path, "it's $HOME");

    [SetUp]
    public void Copy()
    {
        _folder = new TemporaryFolder();
        WebHostProgram.Copy(_folder.Path);
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task They_are_made_once_and_anew_when_one_is_missing_or_has_expired()
    {
        var first = await StartAndReadAsync("made just now");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var key in Keys)
            {
                Assert.That(File.GetUnixFileMode(Path.Combine(Certificates, key)), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), key);
            }
        }

        Assert.That(await StartAndReadAsync("as they were"), Is.EqualTo(first));

        File.Delete(Path.Combine(Certificates, "operator.key"));
        var second = await StartAndReadAsync("made just now");
        Assert.That(second.Intersect(first), Is.Empty);

        await File.WriteAllTextAsync(Path.Combine(Certificates, "client.pem"), Expired());
        Assert.That((await StartAndReadAsync("made just now")).Intersect(second), Is.Empty);
    }

    [Test]
    public async Task Ctrl_C_ends_the_host_its_streams_and_its_jobs()
    {
        Tool.Require("curl");
        await using var host = await WebHostProgram.StartAsync(_folder.Path, Certificates);
        var job = (string)(await host.MyClient1(
            "/jobs", "-H", "Content-Type: application/json", "-d", """{"command":"sh","arguments":["-c","echo begun; sleep 1000"]}""")).Json(201)["id"]!;
        Guid[] streams =
        [
            await host.Start(host.Curl("client.pem", "MyClient1.key", $"/jobs/{job}/output")),
            await host.Start(host.Curl("client.pem", "MyClient1.key", $"/jobs/{job}/events")),
            await host.Start(host.Curl("operator.pem", "operator.key", "/jobs/events")),
        ];
        await host.WaitForOutput(streams[0], "begun");
        await host.WaitForOutput(streams[1], "event: output");
        await host.WaitForOutput(streams[2], "event: state");

        var pressed = DateTimeOffset.UtcNow;
        var end = await host.InterruptAsync();
        foreach (var stream in streams)
        {
            await host.Wait(stream);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(end.ExitCode, Is.Zero, await host.Printed);
            Assert.That(end.FinishedAt - pressed, Is.LessThan(TimeSpan.FromSeconds(8)), "less than a grace period, and than a server's patience with open streams");
            Assert.That(await host.Printed, Does.Not.Contain("fail:").And.Not.Contain("crit:"));
            Assert.That(Leftovers.FindOfJobs(), Is.Empty);
        }
    }

    /// <summary>Starts the host, which is to say this of its certificates, and gives what is in the files.</summary>
    private async Task<string[]> StartAndReadAsync(string saying)
    {
        await using var host = await WebHostProgram.StartAsync(_folder.Path, Certificates);
        Assert.That(await host.Printed, Does.Contain($"Certificates, {saying}, are in {Certificates}\n"));
        Assert.That(Directory.EnumerateFiles(Certificates).Select(Path.GetFileName), Is.EquivalentTo(Files));
        return [.. Files.Select(file => File.ReadAllText(Path.Combine(Certificates, file)))];
    }

    private static string Expired()
    {
        var from = DateTimeOffset.UtcNow.AddDays(-2);
        using var authority = CertificateAuthority.Create(new("a CA", from, from.AddDays(1)));
        using var certificate = authority.Issue(new("MyClient1", from, from.AddDays(1)) { Usages = [CertificateSpec.ClientAuthentication] });
        return certificate.ExportCertificatePem();
    }
}
