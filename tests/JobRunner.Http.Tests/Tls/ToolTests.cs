using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>The same with programs that have a TLS of their own, and no share in this one's errors.</summary>
public sealed class ToolTests
{
    [Test]
    public async Task Curl_comes_in_with_a_good_certificate()
    {
        await using var server = await JobsServer.StartAsync();
        Assert.That(await Curl(server, Files(server, kind: null)), Does.StartWith("{\"jobs\":[]").And.EndsWith("200"));
    }

    [Test]
    public async Task Openssl_comes_in_with_a_good_certificate()
    {
        await using var server = await JobsServer.StartAsync();
        Assert.That(await OpenSsl(server, Files(server, kind: null)), Does.Contain("HTTP/1.1 200").And.Contain("{\"jobs\":[]"));
    }

    [Test]
    public async Task Curl_does_not_with_any_other([Values] BadCertificate kind)
    {
        await using var server = await JobsServer.StartAsync();
        Assert.That(await Curl(server, Files(server, kind)), Is.EqualTo("000"));
        Assert.That(server.Log.Requests, Is.Empty);
    }

    [Test]
    public async Task Openssl_does_not_with_any_other([Values] BadCertificate kind)
    {
        await using var server = await JobsServer.StartAsync();
        Assert.That(await OpenSsl(server, Files(server, kind)), Does.Not.Contain("HTTP/"));
        Assert.That(server.Log.Requests, Is.Empty);
    }

    private static Task<string> Curl(JobsServer server, string[] certificate)
    {
        string[] arguments = ["-sS", "--max-time", "20", "--noproxy", "*", "-w", "%{http_code}", "--cacert", server.Certificates.AuthorityFile];
        return Run(server, "curl", [.. arguments, .. certificate.Length == 0 ? certificate : ["--cert", certificate[0], "--key", certificate[1]], $"{server.Address}jobs"]);
    }

    // It ends its side with its input: the answer is read to the end because the server closes.
    private static Task<string> OpenSsl(JobsServer server, string[] certificate)
    {
        const string Script = "{ printf 'GET /jobs HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n'; } | openssl s_client -quiet -no_ign_eof -ign_eof \"$@\"";
        string[] arguments = ["-c", Script, "sh", "-connect", $"localhost:{server.Address.Port}", "-CAfile", server.Certificates.AuthorityFile];
        return Run(server, "sh", [.. arguments, .. certificate.Length == 0 ? certificate : ["-cert", certificate[0], "-key", certificate[1], "-cert_chain", certificate[0]]], "openssl");
    }

    private static async Task<string> Run(JobsServer server, string program, string[] arguments, string? needed = null)
    {
        Tool.Require(needed ?? program);
        var result = await server.Jobs.RunAsync(new JobSpec(program, arguments)).Within($"{needed ?? program} ends");
        return result.StandardOutput;
    }

    /// <returns>The certificate's file, with what is sent along, and its key's; none where there is none.</returns>
    private static string[] Files(JobsServer server, BadCertificate? kind)
    {
        var (certificate, intermediates) = kind is { } bad ? server.Certificates.Make(bad) : (server.Certificates.Client("alice"), []);
        if (certificate is null)
        {
            return [];
        }

        var (file, keyFile) = server.Certificates.Write(certificate);
        File.AppendAllLines(file, intermediates.Select(intermediate => $"\n{intermediate.ExportCertificatePem()}"));
        return [file, keyFile];
    }
}
