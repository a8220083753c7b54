using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Interop;

/// <summary>Waits for any of many descriptors to become readable; epoll(7).</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class Epoll : IDisposable
{
    private const int MaxEvents = 64;

    // sys/epoll.h.
    private const int CloseOnExec = 0x80000;
    private const int AddOperation = 1;
    private const int RemoveOperation = 2;
    private const int ModifyOperation = 3;
    private const uint Readable = 1;
    private const uint Once = 1u << 30;
    private const uint EdgeTriggered = 1u << 31;

    // struct epoll_event is packed on x64 alone: EPOLL_PACKED of bits/epoll.h.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(ulong);

    private readonly byte[] _events = new byte[MaxEvents * EventSize];
    private readonly SafeFileHandle _handle;
    private readonly int _epoll;

    /// <exception cref="Win32Exception">There is no descriptor left.</exception>
    public Epoll()
    {
        _epoll = Create(CloseOnExec);
        _handle = new SafeFileHandle(_epoll, ownsHandle: true);
        if (_handle.IsInvalid)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <param name="file">The descriptor.</param>
    /// <param name="once">Whether it is to be told only once, until <see cref="Rearm"/>; otherwise with each thing that happens to it.</param>
    /// <exception cref="Win32Exception">The system has no room for one more.</exception>
    public void Add(int file, bool once)
    {
        if (Change(file, AddOperation, Readable | (once ? Once : EdgeTriggered)) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Tells of it once more: at once, if it is readable already.</summary>
    public void Rearm(int file) => _ = Change(file, ModifyOperation, Readable | Once);

    public void Remove(int file) => _ = Change(file, RemoveOperation, 0);

    /// <summary>Blocks until something is readable.</summary>
    /// <param name="ready">Takes the descriptors that are.</param>
    public void Wait(List<int> ready)
    {
        ready.Clear();
        var count = Wait(_epoll, ref _events[0], MaxEvents, -1); // Negative only when a signal interrupts it.
        for (var i = 0; i < count; i++)
        {
            ready.Add((int)BinaryPrimitives.ReadUInt64LittleEndian(_events.AsSpan((i * EventSize) + DataOffset)));
        }
    }

    private int Change(int file, int operation, uint events)
    {
        Span<byte> change = stackalloc byte[EventSize];
        BinaryPrimitives.WriteUInt32LittleEndian(change, events);
        BinaryPrimitives.WriteUInt64LittleEndian(change[DataOffset..], (ulong)file);
        return Control(_epoll, operation, file, ref change[0]);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int epoll, int operation, int file, ref byte change);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int epoll, ref byte events, int maxEvents, int timeout);
}
