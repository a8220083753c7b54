using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Limits;

public sealed class OpenFilesTests() : JobsTests(ProcessIsolation.Session)
{
    [Test]
    public async Task The_limit_is_that_of_every_process_of_the_job_from_its_first_instruction()
    {
        var result = await Jobs.RunAsync(Shell("ulimit -Sn; ulimit -Hn; sh -c 'ulimit -n'") with { Limits = new() { OpenFiles = 37 } });
        Assert.That(result.StandardOutput, Is.EqualTo("37\n37\n37\n"));
    }

    [Test]
    public async Task It_is_enforced()
    {
        const string Script = "for i in 3 4 5 6 7 8 9; do eval \"exec $i</dev/null\" && echo $i; done";
        var result = await Jobs.RunAsync(Shell(Script) with { Limits = new() { OpenFiles = 8 } });
        Assert.That(result.StandardOutput, Is.EqualTo("3\n4\n5\n6\n7\n"), result.StandardError);
        Assert.That(result.Status.ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task The_least_does_for_a_program_of_its_own()
    {
        for (var i = 0; i < 200; i++)
        {
            var result = await Jobs.RunAsync(new JobSpec("true") { Limits = new() { OpenFiles = 4 } });
            Assert.That(result.Status.ExitCode, Is.Zero, result.StandardError);
        }
    }

    [Test]
    public async Task Neither_the_host_nor_other_jobs_have_it()
    {
        var before = (await Jobs.RunAsync(Shell("ulimit -n"))).StandardOutput;
        await Jobs.RunAsync(Shell("ulimit -n") with { Limits = new() { OpenFiles = 37 } });
        Assert.That((await Jobs.RunAsync(Shell("ulimit -n"))).StandardOutput, Is.EqualTo(before).And.Not.EqualTo("37\n"));
    }

    [Test]
    public async Task A_queued_job_has_its_limit_too()
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var first = await jobs.StartAsync("sleep", "100");
        var queued = await jobs.StartAsync(Shell("ulimit -n") with { Limits = new() { OpenFiles = 37 } });
        await jobs.StopAsync(first, TimeSpan.Zero);
        Assert.That(await jobs.ReadOutputTextAsync(queued).Within("it has run"), Is.EqualTo("37\n"));
    }

    [Test]
    public async Task Input_output_exit_and_failure_are_as_without_it()
    {
        var spec = new JobSpec("sh", "-c", "cat; exit 3") { KeepInputOpen = true, Limits = new() { OpenFiles = 37 } };
        var job = await Jobs.StartAsync(spec);
        await Jobs.WriteInputAsync(job, "through"u8.ToArray());
        await Jobs.CloseInputAsync(job);
        Assert.That(await WaitFor(job), Has.Property("ExitCode").EqualTo(3).And.Property("OutputComplete").True);
        Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("through"));
        await Assert.ThatAsync(() => Jobs.StartAsync(spec with { Command = "/no/such/program" }), Throws.TypeOf<JobStartException>().With.Message.Contains("/no/such/program"));
    }

    [Test]
    public async Task More_than_the_system_allows_is_refused_queued_or_not([Values] bool queued)
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        if (queued)
        {
            await jobs.StartAsync("sleep", "100");
        }

        await Assert.ThatAsync(
            () => jobs.StartAsync(new JobSpec("true") { Limits = new() { OpenFiles = int.MaxValue } }),
            Throws.TypeOf<JobStartException>().With.Message.Contains("Limits.OpenFiles").And.Message.Contains("LimitNOFILE"));
        Assert.That(await jobs.ListAsync().CountAsync(), Is.EqualTo(queued ? 1 : 0));
    }

    // A start needs more descriptors than a job keeps. Of several at once each has some, and none has enough.
    [Test]
    public async Task A_host_without_descriptors_says_so_stops_its_jobs_and_goes_on([Values(1, 4)] int atOnce, [Range(200, 202)] int descriptors)
    {
        var script = $"ulimit -n {descriptors}; exec '{TestChild.Program.FilePath}' out-of-descriptors {Isolation} 64 {atOnce}";
        var result = await Jobs.RunAsync(Shell(script)).Within("the host ends");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status.ExitCode, Is.Zero, result.StandardError);
            Assert.That(result.StandardError, Does.Contain("descriptor").Or.Contain("Too many open files"));
            Assert.That(result.StandardOutput, Does.Match(@"^2 of 2\n(\d+) of \1\n$"));
        }
    }
}
