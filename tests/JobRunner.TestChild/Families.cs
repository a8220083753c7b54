using System.Diagnostics;

namespace JobRunner.TestChild;

/// <summary>Programs that start others, as scripts do, and are no shell.</summary>
internal static class Families
{
    /// <summary>Starts itself as a child, which does the same until so many generations live, all holding the same streams. The youngest says who it is.</summary>
    /// <returns>At once but for the youngest, with 0; that never ends.</returns>
    public static async Task<int> LeaveAsync(int generations)
    {
        if (generations > 0)
        {
            Start("leave", $"{generations - 1}");
            return 0;
        }

        await Console.Out.WriteLineAsync($"left {Environment.ProcessId}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>As <see cref="LeaveAsync"/>, but the oldest returns at the end of its input.</summary>
    public static async Task<int> LeaveWhenToldAsync(int generations)
    {
        Start("leave", $"{generations - 1}").Dispose();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null);
        return 0;
    }

    /// <summary>As <see cref="LeaveAsync"/>, and each waits for the next one.</summary>
    public static async Task<int> KeepAsync(int generations)
    {
        using var child = generations > 0 ? Start("keep", $"{generations - 1}") : null;
        if (child is null)
        {
            await Console.Out.WriteLineAsync($"youngest {Environment.ProcessId}");
            await Task.Delay(Timeout.Infinite);
        }

        await child!.WaitForExitAsync();
        return 0;
    }

    /// <summary>A host of so many jobs, each of three generations; says <c>ready</c> when the youngest of each lives. To be killed.</summary>
    public static async Task<int> HostAsync(int count)
    {
        await using var jobs = new JobsManager();
        var started = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => jobs.StartAsync(Program.FilePath, "keep", "2")));
        await Task.WhenAll(started.Select(async job =>
        {
            await foreach (var _ in jobs.ReadOutputAsync(job))
            {
                break;
            }
        }));
        await Console.Out.WriteLineAsync("ready");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Program.FilePath, arguments))!;
}
