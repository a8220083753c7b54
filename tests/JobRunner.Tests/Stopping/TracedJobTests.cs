using System.Runtime.Versioning;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>A job that a debugger holds: dead, it can't be reaped until that lets go.</summary>
[SupportedOSPlatform("linux")]
public sealed class TracedJobTests() : JobsTests(ProcessIsolation.Session)
{
    [Test]
    public async Task Costs_no_CPU_when_it_is_dead_and_is_reaped_at_last()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        var processId = (await Jobs.QueryAsync(job)).ProcessId!.Value;
        var tracer = await Jobs.StartAsync(Child("trace", $"{processId}") with { KeepInputOpen = true });
        await Waiting.Until("the tracer says what it does", async () => (await Jobs.QueryAsync(tracer)).OutputBytes > 0);
        if (await Jobs.ReadOutputTextAsync(tracer, Snapshot) == "refused\n")
        {
            Assert.Ignore("This user may not trace processes.");
        }

        // The stop gives up on the exit after some seconds, for which a loop that spins would be busy.
        var before = CpuTime();
        var status = await Jobs.StopAsync(job, TimeSpan.Zero).Within("the job is given up");
        Assert.That(CpuTime() - before, Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
        Assert.That(Directory.Exists($"/proc/{processId}"), "the tracer has it still");

        await Jobs.CloseInputAsync(tracer);
        await WaitFor(tracer);
        await Waiting.Until("it is reaped", () => !Directory.Exists($"/proc/{processId}"));
    }

    // Of the thread that waits for the ends of processes. The fields behind the name are counted from the state; a tick is 10 ms.
    private static TimeSpan CpuTime()
    {
        var thread = Directory.GetDirectories("/proc/self/task").Single(task => File.ReadAllText($"{task}/comm").StartsWith("JobRunner event", StringComparison.Ordinal));
        var stat = File.ReadAllText($"{thread}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11]) + long.Parse(fields[12])));
    }
}
