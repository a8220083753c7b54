using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Snippets;

/// <summary>docs/limits.md's.</summary>
public sealed class LimitsSnippets : InProcess
{
    [Test]
    public async Task Open_files()
    {
        await OpenFilesAsync(Jobs, Console).Within("it has run");
        Assert.That(Printed, Is.EqualTo("64\n\n"));
    }

    /// <summary>On a machine that enforces them, nothing is said, or that there is no make.</summary>
    [Test]
    public async Task Refused()
    {
        await RefusedAsync(Jobs, Console).Within("it has started, or not");
        Assert.That(Printed, Is.Empty.Or.Contains("can't be enforced here").Or.Contains("no directory on the job's PATH holds such a program"));
    }

    private static async Task OpenFilesAsync(IJobsManager jobs, TextWriter Console)
    {
        // docs: open files begins
        var result = await jobs.RunAsync(new JobSpec("sh", "-c", "ulimit -n") { Limits = new JobLimits { OpenFiles = 64 } });
        Console.WriteLine(result.StandardOutput);    // 64
        // docs: open files ends
    }

    private static async Task RefusedAsync(IJobsManager jobs, TextWriter Console)
    {
        // docs: limits begins
        try
        {
            await jobs.StartAsync(new JobSpec("make", "-j8") { Limits = new JobLimits { MemoryBytes = 2L << 30, CpuCores = 2, MaxProcesses = 200 } });
        }
        catch (JobStartException e)
        {
            Console.WriteLine(e.Message);    // what is missing, and what mends it
        }
        // docs: limits ends
    }
}
