using System.Text;
using JobRunner.Http.Client;
using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Snippets;

/// <summary>README.md's.</summary>
public sealed class ReadmeSnippets
{
    [Test]
    public async Task First_snippet()
    {
        using var console = new StringWriter();
        await First(console).Within("the job's output and its end come");
        Assert.That(console.ToString(), Does.Contain("StandardOutput at 0: hello\n").And.Contain("StandardError at 6: world\n"));
        Assert.That(console.ToString(), Does.EndWith("Exited with 3\n"));
    }

    [Test]
    public async Task In_a_host()
    {
        var services = new ServiceCollection();

        // docs: in a host begins
        services.AddJobsManager(options =>
        {
            options.MaxConcurrentJobs = 32;
            options.DefaultGracePeriod = TimeSpan.FromSeconds(5);
        });
        // docs: in a host ends

        await using var provider = services.BuildServiceProvider();
        Assert.That((await provider.GetRequiredService<IJobsManager>().RunAsync(new JobSpec("true"))).Status.ExitCode, Is.Zero);
    }

    /// <summary>Run by the fixture that has a server.</summary>
    internal static async Task ClientAsync(StringWriter Console, string url, string folder)
    {
        // docs: client begins
        using var jobs = new JobsClient(new JobsClientOptions
        {
            BaseAddress = new Uri(url),
            AuthorityFile = Path.Combine(folder, "ca.pem"),
            CertificateFile = Path.Combine(folder, "client.pem"),
            KeyFile = Path.Combine(folder, "MyClient1.key"),
        });
        var result = await jobs.RunAsync(new JobSpec("uname", "-s"));
        Console.WriteLine(result.StandardOutput);
        // docs: client ends
    }

    // Called Console, so that the snippet reads as it does in a program.
    private static async Task First(StringWriter Console)
    {
        // docs: first begins
        await using var jobs = new JobsManager();
        var job = await jobs.StartAsync("sh", "-c", "echo hello; sleep 1; echo world >&2; exit 3");

        await foreach (var chunk in jobs.ReadOutputAsync(job))
        {
            Console.Write($"{chunk.Source} at {chunk.Offset}: {Encoding.UTF8.GetString(chunk.Data.Span)}");
        }

        var status = await jobs.WaitAsync(job);
        Console.WriteLine($"{status.Outcome} with {status.ExitCode}");
        // docs: first ends
    }
}
