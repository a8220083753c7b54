using System.Security.Cryptography.X509Certificates;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Support;

/// <summary>Programs with a TLS of their own, which shares no errors with this one. Not every machine has them.</summary>
internal static class Tool
{
    // With -ign_eof, because the request ends long before the answer comes.
    private const string Ask = "printf 'GET /jobs HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | openssl s_client -quiet -ign_eof \"$@\"";

    /// <returns>The body of the list of jobs, and behind it the status: <c>000</c> if there was none.</returns>
    public static Task<string> CurlAsync(JobsServer server, (X509Certificate2? Certificate, X509Certificate2[] Intermediates) client, string version = "1.3")
    {
        Require("curl");
        string[] arguments = ["-sS", "--max-time", "20", "--noproxy", "*", "-w", "%{http_code}", $"--tlsv{version}", "--tls-max", version, "--cacert", server.Certificates.AuthorityFile];
        return RunAsync(server, "curl", [.. arguments, .. FilesOf(server, client) is [var file, var key] ? ["--cert", file, "--key", key] : Array.Empty<string>(), $"{server.Address}jobs"]);
    }

    /// <returns>The whole answer to a request for the list of jobs; nothing if there was none.</returns>
    public static Task<string> OpenSslAsync(JobsServer server, (X509Certificate2? Certificate, X509Certificate2[] Intermediates) client, string version = "1.3")
    {
        Require("openssl");
        string[] arguments = ["-c", Ask, "sh", "-connect", $"localhost:{server.Address.Port}", $"-tls{version.Replace('.', '_')}", "-CAfile", server.Certificates.AuthorityFile];
        return RunAsync(server, "sh", [.. arguments, .. FilesOf(server, client) is [var file, var key] ? ["-cert", file, "-cert_chain", file, "-key", key] : Array.Empty<string>()]);
    }

    /// <summary>Ignores the test where there is no such program.</summary>
    public static void Require(string program)
    {
        if (!Installed.Has(program))
        {
            Assert.Ignore($"{program} is not installed.");
        }
    }

    private static async Task<string> RunAsync(JobsServer server, string program, string[] arguments)
    {
        var result = await server.Jobs.RunAsync(new JobSpec(program, arguments)).Within($"{program} ends");
        return result.StandardOutput;
    }

    /// <returns>The certificate's file, with what is sent along behind it, and its key's; none where there is none.</returns>
    private static string[] FilesOf(JobsServer server, (X509Certificate2? Certificate, X509Certificate2[] Intermediates) client)
    {
        if (client.Certificate is null)
        {
            return [];
        }

        var (file, keyFile) = server.Certificates.Write(client.Certificate);
        File.AppendAllLines(file, client.Intermediates.Select(intermediate => $"\n{intermediate.ExportCertificatePem()}"));
        return [file, keyFile];
    }
}
