using System.Diagnostics;
using JobRunner.Tests.Support;

namespace JobRunner.Soak;

/// <summary>What a host has at a moment that jobs could have left there.</summary>
internal sealed record Remains(int Zombies, int Descriptors, int Threads, double HeapMegabytes)
{
    // A pool of threads breathes, and a heap is never empty; a leak goes on.
    private const int ThreadsToSpare = 32;
    private const double HeapToSpare = 32;
    private const int DescriptorsToSpare = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public bool IsNoMoreThan(Remains before) =>
        Zombies == 0
        && Descriptors <= before.Descriptors + DescriptorsToSpare
        && Threads <= before.Threads + ThreadsToSpare
        && HeapMegabytes <= before.HeapMegabytes + HeapToSpare;

    public static IEnumerable<string> FindProcesses() => Leftovers.Find().Select(process => $"{process}");

    public static Remains Find()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new(
            CountZombies(),
            OwnDescriptors.Count(),
            Directory.GetDirectories("/proc/self/task").Length,
            GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024.0);
    }

    /// <summary>Waits for what is still being tidied up.</summary>
    public static async Task<Remains> FindSettledAsync(Remains before)
    {
        var clock = Stopwatch.StartNew();
        var now = Find();
        while (!now.IsNoMoreThan(before) && clock.Elapsed < Patience)
        {
            await Task.Delay(Pause);
            now = Find();
        }

        return now;
    }

    private static int CountZombies() => Directory.GetDirectories("/proc").Count(folder =>
    {
        try
        {
            // "pid (name) state parent …"; a name may hold anything but ends with the last parenthesis.
            var text = char.IsAsciiDigit(Path.GetFileName(folder)[0]) ? File.ReadAllText(Path.Join(folder, "stat")) : "";
            var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields is ["Z", var parent, ..] && parent == $"{Environment.ProcessId}";
        }
        catch (IOException)
        {
            return false; // It is gone.
        }
    });
}
