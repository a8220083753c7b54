using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using JobRunner.Interop;

namespace JobRunner.Launching.Linux;

/// <summary>One thread that waits for the end of all processes that were started here, and reaps each.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It lives as long as the host.")]
internal sealed class Reaper
{
    private const int StackSize = 256 * 1024;

    // EAGAIN of asm-generic/errno-base.h, which is what the thread could not be had for.
    private const int TryAgain = 11;

    private static readonly Lock Creation = new();
    private static Reaper? _shared;

    private readonly Epoll _epoll = new();
    private readonly ConcurrentDictionary<int, ChildProcess> _watched = new();

    private Reaper()
    {
        try
        {
            new Thread(Run, StackSize) { IsBackground = true, Name = "JobRunner reaper" }.Start();
        }
        catch (OutOfMemoryException)
        {
            _epoll.Dispose();
            throw new Win32Exception(TryAgain);
        }
    }

    /// <summary>The host's only one: it costs nothing while no job runs.</summary>
    /// <exception cref="Win32Exception">The system has no room for it now; it may have later.</exception>
    public static Reaper Shared
    {
        get
        {
            lock (Creation)
            {
                return _shared ??= new Reaper();
            }
        }
    }

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
