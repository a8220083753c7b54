using System.Collections.Concurrent;
using System.ComponentModel;
using JobRunner.Interop;

namespace JobRunner.Launching.Linux;

/// <summary>One thread that waits for the end of all processes that were started here, and reaps each.</summary>
internal sealed class Reaper
{
    private const int StackSize = 256 * 1024;

    private static readonly Lazy<Reaper> Instance = new(() => new Reaper());

    private readonly Epoll _epoll = new();
    private readonly ConcurrentDictionary<int, ChildProcess> _watched = new();

    private Reaper() => new Thread(Run, StackSize) { IsBackground = true, Name = "JobRunner reaper" }.Start();

    /// <summary>The host's only one: it costs nothing while no job runs.</summary>
    public static Reaper Shared => Instance.Value;

    /// <exception cref="Win32Exception">The system has no room for one more.</exception>
    public void Watch(ChildProcess process)
    {
        _watched[process.Descriptor] = process;
        try
        {
            _epoll.Add(process.Descriptor);
        }
        catch (Win32Exception)
        {
            _watched.TryRemove(process.Descriptor, out _);
            throw;
        }
    }

    private void Run()
    {
        var ready = new List<int>();
        while (true)
        {
            _epoll.Wait(ready);
            foreach (var descriptor in ready)
            {
                if (_watched.TryGetValue(descriptor, out var process) && process.TryReap(out var exit))
                {
                    // Before anybody learns of the exit and closes the descriptor.
                    _epoll.Remove(descriptor);
                    _watched.TryRemove(descriptor, out _);
                    process.SetExit(exit);
                }
            }
        }
    }
}
