using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Snippets;

/// <summary>docs/getting-started.md's.</summary>
[Parallelizable]
public sealed class GettingStartedSnippets : InProcess
{
    [Test]
    public async Task Program()
    {
        var result = await Jobs.RunAsync(new JobSpec(Repository.PathOfProgram("tests/JobRunner.Docs.Program", "JobRunner.Docs.Program"))).Within("the program ends");
        Assert.That(result.StandardOutput, Does.Match(@"\A(\d\d:\d\d:\d\d step \d of 3\n){3}Exited with 0, 36 bytes of output\n\z"));
    }

    [Test]
    public async Task Run()
    {
        await RunAsync(Jobs, Console).Within("it has run");
        Assert.That(Printed, Does.StartWith("git version").Or.Empty.Or.EqualTo("\n"));
    }

    [Test]
    public async Task Spec()
    {
        await SpecAsync(Jobs, Console).Within("it has run");
        Assert.That(Printed, Is.EqualTo("Hello, world\n\n"));
    }

    [Test]
    public async Task List_watch_and_stop()
    {
        var job = await Jobs.StartAsync(new JobSpec("sleep", "600") { Labels = new Dictionary<string, string> { ["team"] = "build" } });
        using var over = new CancellationTokenSource();
        var watching = ListAsync(Jobs, Console, over.Token);
        await Waiting.Until("it is listed and watched", () => Printed.Split($"{job} Running ").Length == 3);

        await StopAsync(Jobs, Console, job).Within("it is stopped");
        await Waiting.Until("its end is seen", () => Printed.Contains($"{job} Finished Stopped\n", StringComparison.Ordinal));
        Assert.That(Printed, Does.Contain("Stopped with 143\n"));
        await over.CancelAsync();
        Assert.That(async () => await watching.Within("the watching ends"), Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task RunAsync(IJobsManager jobs, TextWriter Console)
    {
        // docs: run begins
        var result = await jobs.RunAsync(new JobSpec("git", "--version"));
        Console.WriteLine(result.Status.ExitCode == 0 ? result.StandardOutput : result.StandardError);
        // docs: run ends
    }

    private static async Task SpecAsync(IJobsManager jobs, TextWriter Console)
    {
        // docs: spec begins
        var job = await jobs.StartAsync(new JobSpec("sh", "-c", "read name; echo $GREETING, $name")
        {
            WorkingDirectory = "/tmp",
            Environment = new Dictionary<string, string?> { ["GREETING"] = "Hello" },
            Timeout = TimeSpan.FromMinutes(5),
            KeepInputOpen = true,
            Labels = new Dictionary<string, string> { ["team"] = "build" },
        });
        await jobs.WriteInputAsync(job, "world\n"u8.ToArray());
        await jobs.CloseInputAsync(job);
        Console.WriteLine(await jobs.ReadOutputTextAsync(job));
        // docs: spec ends
    }

    private static async Task ListAsync(IJobsManager jobs, TextWriter Console, CancellationToken cancellationToken)
    {
        // docs: list begins
        var builds = new JobFilter { Labels = new Dictionary<string, string> { ["team"] = "build" } };
        await foreach (var status in jobs.ListAsync(builds, cancellationToken))
        {
            Console.WriteLine($"{status.Id} {status.State} {status.Command}");
        }

        // First what there is, then each change of state, until it is cancelled: then it throws OperationCanceledException.
        await foreach (var status in jobs.WatchAsync(builds, cancellationToken))
        {
            Console.WriteLine($"{status.Id} {status.State} {status.Outcome}");
        }
        // docs: list ends
    }

    private static async Task StopAsync(IJobsManager jobs, TextWriter Console, Guid job)
    {
        // docs: stop begins
        var status = await jobs.StopAsync(job, TimeSpan.FromSeconds(5));
        Console.WriteLine($"{status.Outcome} with {status.ExitCode}");
        // docs: stop ends
    }
}
