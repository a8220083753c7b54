using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Much output in one response under mutual TLS, to curl on the same machine; beside it the same server sending as much from memory.</summary>
internal static class HttpScenarios
{
    private const long Bytes = 2L * 1024 * 1024 * 1024;
    private const string FromMemory = "/from-memory";

    public static IEnumerable<Scenario> All { get; } =
    [
        Of("2 GiB in one response over TLS, HTTP/1.1, GB/s", "--http1.1"),
        Of("2 GiB in one response over TLS, HTTP/2, GB/s", "--http2"),
    ];

    private static Scenario Of(string name, string version) => new(name, new Dictionary<string, Func<Task<double>>>
    {
        ["JobRunner, a finished job"] = () => MeasureAsync(version, async jobs =>
        {
            var job = await StartJobAsync(jobs);
            await jobs.WaitAsync(job);
            return $"/jobs/{job}/output";
        }),
        ["JobRunner, a job that writes meanwhile"] = () => MeasureAsync(version, async jobs => $"/jobs/{await StartJobAsync(jobs)}/output"),
        ["Kestrel from memory"] = () => MeasureAsync(version, _ => Task.FromResult(FromMemory)),
    });

    private static Task<Guid> StartJobAsync(IJobsManager jobs) =>
        jobs.StartAsync("dd", "if=/dev/zero", "bs=256K", $"count={Bytes / (256 * 1024)}", "status=none");

    private static async Task<double> MeasureAsync(string version, Func<IJobsManager, Task<string>> prepare)
    {
        using var certificates = new BenchmarkCertificates();
        await using var server = Build(certificates);
        await server.StartAsync();
        var url = new Uri(new Uri(server.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal)), await prepare(server.Services.GetRequiredService<IJobsManager>()));
        var clock = Stopwatch.StartNew();
        using var curl = Process.Start(new ProcessStartInfo(
            "curl",
            [
                version, "--silent", "--show-error", "--fail", "--output", "/dev/null", "--write-out", "%{size_download}",
                "--cacert", certificates.Authority, "--cert", certificates.Client, "--key", certificates.ClientKey, $"{url}",
            ])
        { RedirectStandardOutput = true })!;
        var received = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        var result = Bytes / 1e9 / clock.Elapsed.TotalSeconds;
        return received == $"{Bytes}" ? result : throw new InvalidOperationException($"curl ended with {curl.ExitCode} after {received} bytes.");
    }

    private static WebApplication Build(BenchmarkCertificates certificates)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port: 0, listen => listen.UseMutualTls(tls =>
        {
            tls.CertificateFile = certificates.Server;
            tls.KeyFile = certificates.ServerKey;
            tls.ClientAuthorityFile = certificates.Authority;
        })));
        builder.Services.AddJobsManager(_ => { });
        builder.Services.AddJobsHttp(options => options.Clients[BenchmarkCertificates.ClientName] = ["output", "all-jobs"]);
        var server = builder.Build();
        server.MapJobsHttp();
        server.MapGet(FromMemory, SendAsync);
        return server;
    }

    private static async Task SendAsync(HttpContext context)
    {
        var memory = new byte[256 * 1024];
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = Bytes;
        for (var left = Bytes; left > 0; left -= memory.Length)
        {
            await context.Response.Body.WriteAsync(memory, context.RequestAborted);
        }
    }
}
