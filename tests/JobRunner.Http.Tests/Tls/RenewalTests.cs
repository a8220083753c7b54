using System.Net;
using System.Security.Cryptography.X509Certificates;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>The server's files change while it runs.</summary>
public sealed class RenewalTests
{
    [Test]
    public async Task The_next_handshake_gets_the_new_certificate()
    {
        await using var server = await JobsServer.StartAsync();
        var before = await SerialShownBy(server);
        server.Certificates.ReplaceServer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await SerialShownBy(server), Is.EqualTo(server.Certificates.Server.SerialNumber).And.Not.EqualTo(before));
            Assert.That(server.Log.Errors, Is.Empty);
        }
    }

    [Test]
    public async Task A_connection_from_before_goes_on()
    {
        await using var server = await JobsServer.StartAsync();
        await server.Alice.GetJsonAsync(Call.Jobs);
        server.Certificates.ReplaceServer();
        await server.Alice.GetJsonAsync(Call.Jobs);
    }

    [TestCase("server.pem", "")]
    [TestCase("server.pem", "-----BEGIN CERTIFICATE-----\nMIIB")]
    [TestCase("server.key", "this is no key")]
    [TestCase("server.key", null)]
    [TestCase("ca.pem", "")]
    public async Task Where_a_file_is_broken_what_was_before_stays_and_a_warning_says_so(string file, string? text)
    {
        await using var server = await JobsServer.StartAsync();
        var before = await SerialShownBy(server);
        Replace(server.Certificates.PathOf(file), text);
        Assert.That(await SerialShownBy(server), Is.EqualTo(before));
        var warnings = server.Log.All.Where(entry => entry.Level == LogLevel.Warning).Select(entry => $"{entry}").ToArray();
        Assert.That(warnings, Is.Not.Empty.And.All.Contains(file));
    }

    [Test]
    public async Task A_broken_file_is_warned_of_once_however_many_connect()
    {
        await using var server = await JobsServer.StartAsync();
        File.Delete(server.Certificates.ServerKeyFile);
        for (var i = 0; i < 5; i++)
        {
            await SerialShownBy(server);
        }

        Assert.That(server.Log.All, Has.Exactly(1).Property("Level").EqualTo(LogLevel.Warning));
    }

    [Test]
    public async Task Once_it_is_mended_the_new_one_holds()
    {
        await using var server = await JobsServer.StartAsync();
        Replace(server.Certificates.ServerKeyFile, "this is no key");
        await SerialShownBy(server);
        server.Certificates.ReplaceServer();
        Assert.That(await SerialShownBy(server), Is.EqualTo(server.Certificates.Server.SerialNumber));
    }

    [Test]
    public async Task Another_authority_for_clients_shuts_out_those_of_the_old_one()
    {
        await using var server = await JobsServer.StartAsync();
        using var others = new TestCertificates();
        using var stream = await server.Alice.OpenAsync("/jobs/events");
        await server.Alice.GetJsonAsync(Call.Jobs);
        File.Copy(others.AuthorityFile, server.Certificates.AuthorityFile, overwrite: true);
        await server.ClientWith(others.Client("bob")).GetJsonAsync(Call.Jobs);
        using (var answer = await server.Alice.GetAsync(new Uri(Call.Jobs, UriKind.Relative)))
        {
            await answer.ProblemAsync(HttpStatusCode.Unauthorized, "not-authenticated");
        }

        await stream.Content.CopyToAsync(Stream.Null).Within("the stream ends");
        await Assert.ThatAsync(() => server.ClientWith(server.Certificates.Client("alice")).GetJsonAsync(Call.Jobs), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task At_the_start_a_missing_file_is_named_by_option_and_path([Values("CertificateFile", "KeyFile", "ClientAuthorityFile", "RefusedSerialsFile")] string option)
    {
        await Assert.ThatAsync(
            () => JobsServer.StartAsync(setup => setup.Tls = tls => typeof(MutualTlsOptions).GetProperty(option)!.SetValue(tls, "/nowhere/at-all.pem")),
            Throws.InvalidOperationException.With.Message.Contains(option).And.Message.Contains("/nowhere/at-all.pem"));
    }

    [Test]
    public async Task An_authority_whose_root_is_missing_would_refuse_everybody_and_is_refused_itself()
    {
        using var certificates = new TestCertificates();
        var (file, _) = certificates.Write(certificates.Intermediate.Certificate);
        await Assert.ThatAsync(
            () => JobsServer.StartAsync(setup => setup.Tls = tls => tls.ClientAuthorityFile = file),
            Throws.InvalidOperationException.With.Message.Contains($"ClientAuthorityFile ('{file}')").And.Message.Contains("test intermediate").And.Message.Contains("up to the root"));
        File.AppendAllText(file, $"\n{certificates.Authority.ExportCertificatePem()}\n");
        await using var server = await JobsServer.StartAsync(setup => setup.Tls = tls => tls.ClientAuthorityFile = file);
        await server.ClientWith(certificates.Intermediate.Issue(TestCertificates.ClientSpec("alice"))).GetJsonAsync(Call.Jobs);
    }

    private static async Task<string> SerialShownBy(JobsServer server)
    {
        await using var connection = await server.ConnectAsync(server.Certificates.Client("alice"));
        using var shown = new X509Certificate2(connection.Stream.RemoteCertificate!);
        return shown.SerialNumber;
    }

    private static void Replace(string file, string? text)
    {
        if (text is null)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(file, text);
        }
    }
}
