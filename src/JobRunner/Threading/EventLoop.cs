using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Threading;

/// <summary>One thread that waits for many descriptors to become readable and tells who asked. What it calls must neither block nor throw.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It lives as long as the host.")]
[UnsupportedOSPlatform("windows")]
internal sealed class EventLoop
{
    private const int StackSize = 256 * 1024;

    // EAGAIN of asm-generic/errno-base.h, which is what the thread could not be had for.
    private const int TryAgain = 11;

    private static readonly Lock Creation = new();
    private static EventLoop? _shared;

    private readonly Epoll _epoll = new();
    private readonly ConcurrentDictionary<int, Action> _handlers = new();

    private EventLoop()
    {
        try
        {
            new Thread(Run, StackSize) { IsBackground = true, Name = "JobRunner events" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            _epoll.Dispose();
            throw new Win32Exception(TryAgain);
        }
    }

    /// <summary>The host's only one: it costs nothing while nothing happens.</summary>
    /// <exception cref="Win32Exception">The system has no room for it now; it may have later.</exception>
    public static EventLoop Shared
    {
        get
        {
            lock (Creation)
            {
                return _shared ??= new EventLoop();
            }
        }
    }

    /// <summary>Calls the handler when the descriptor is readable, or at its end.</summary>
    /// <param name="file">The descriptor. It is to be removed before it is closed.</param>
    /// <param name="handler">What to call, on this thread.</param>
    /// <param name="once">Whether only once, until <see cref="Rearm"/>; otherwise with each thing that happens to it.</param>
    /// <exception cref="Win32Exception">The system has no room for one more.</exception>
    public void Add(int file, Action handler, bool once)
    {
        _handlers[file] = handler;
        try
        {
            _epoll.Add(file, once);
        }
        catch (Win32Exception)
        {
            _handlers.TryRemove(file, out _);
            throw;
        }
    }

    /// <summary>Watches a descriptor again that was added for once.</summary>
    public void Rearm(int file) => _epoll.Rearm(file);

    public void Remove(int file)
    {
        _epoll.Remove(file);
        _handlers.TryRemove(file, out _);
    }

    private void Run()
    {
        var ready = new List<int>();
        while (true)
        {
            _epoll.Wait(ready);
            foreach (var file in ready)
            {
                if (_handlers.TryGetValue(file, out var handler))
                {
                    handler();
                }
            }
        }
    }
}
