using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Launching.Windows;

/// <summary>
/// A job object of the kernel's: processes that are in it stay in it, and so does what they start. With it closed, all of it ends, also when it is the kernel
/// that closes it for a host that has died.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class JobObject : IDisposable
{
    // Room for so many ids at first, behind the counts.
    private const int FirstRoom = 64;

    private readonly SafeFileHandle _handle = Kernel32.CreateJobObject();

    /// <param name="isKilledOnClose">Whether its processes end with the handle.</param>
    /// <param name="limits">What they may use together; null: no limits.</param>
    /// <exception cref="Win32Exception">The system can't, or not with these limits; the message says with which.</exception>
    public JobObject(bool isKilledOnClose, JobLimits? limits)
    {
        try
        {
            if (_handle.IsInvalid)
            {
                throw Refused("A job object could not be made");
            }

            var information = JobObjectRules.For(isKilledOnClose, limits);
            if (!Kernel32.TrySetLimits(_handle, information))
            {
                throw Refused(limits is null ? "A job object could not be set up" : $"{limits.Named} could not be set");
            }

            if (limits is not null)
            {
                Verify(limits, information);
            }
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Puts a process in, and with it what it starts from now on.</summary>
    /// <returns>Why the system refused; null if it didn't.</returns>
    public Win32Exception? TryAdd(Process process) =>
        Kernel32.TryAssign(_handle, process.SafeHandle) ? null : Refused("It could not be put into a job object");

    /// <summary>The processes in it that have not exited.</summary>
    /// <exception cref="Win32Exception">The system won't say.</exception>
    public HashSet<int> FindProcesses()
    {
        for (var room = FirstRoom; ; room *= 4)
        {
            var list = new nuint[room];
            if (Kernel32.TryListProcesses(_handle, list))
            {
                // The second count, in the upper half of a wide first element or in an element of its own.
                var counts = MemoryMarshal.Cast<nuint, int>(list);
                var first = 2 * sizeof(int) / nuint.Size;
                return [.. list.Skip(first).Take(counts[1]).Select(id => (int)id)];
            }

            if (Marshal.GetLastPInvokeError() != Kernel32.MoreData)
            {
                throw Refused("The processes of a job object could not be listed");
            }
        }
    }

    /// <summary>Ends all processes in it.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    public void Terminate(int exitCode)
    {
        if (!Kernel32.TryTerminate(_handle, (uint)exitCode))
        {
            throw Refused("A job object could not be terminated");
        }
    }

    public void Dispose() => _handle.Dispose();

    // Not every system that takes a limit keeps it: what it doesn't remember it can't enforce.
    private void Verify(JobLimits limits, JobObjectLimits wanted)
    {
        if (limits.CpuCores is { } cores)
        {
            var rate = JobObjectRules.RateFor(cores, Kernel32.ProcessorCount);
            var name = JobObjectRules.NameOf(nameof(JobLimits.CpuCores));
            if (!Kernel32.TrySetCpuRate(_handle, rate) || !Kernel32.TryGetCpuRate(_handle, out var kept))
            {
                throw Refused($"{name} could not be set");
            }

            if (kept != rate)
            {
                throw Forgotten(name);
            }
        }

        if (!Kernel32.TryGetLimits(_handle, out var found))
        {
            throw Refused($"{limits.Named} could not be verified");
        }

        if (JobObjectRules.FindForgotten(wanted, found) is { } forgotten)
        {
            throw Forgotten(forgotten);
        }
    }

    private static Win32Exception Forgotten(string limit) => new(0, $"{limit} was accepted by the system, and then forgotten: it doesn't enforce it");

    private static Win32Exception Refused(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new Win32Exception(error, $"{what}: {new Win32Exception(error).Message} (error {error})");
    }
}
