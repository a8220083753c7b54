using System.Buffers.Text;
using System.Globalization;
using System.Text;
using JobRunner.Values;

namespace JobRunner.Stopping;

/// <summary>A process as /proc shows it; see proc_pid_stat(5) and proc_pid_environ(5).</summary>
/// <param name="Identity">Its pid and start time.</param>
/// <param name="ParentId">The pid of its parent.</param>
/// <param name="GroupId">Its process group.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="IsDead">Whether it has ended and only waits to be reaped.</param>
/// <param name="IsKernelThread">Whether it is the kernel's own.</param>
/// <param name="EnvironmentLength">
/// How long its environment is, in bytes. Null if it is not known: it has none while it executes a program, from when the old one is gone until the new one is
/// complete, and that of a process that this user may not look into can't be seen. Where only the first thread has ended it can't be seen any more, and is 0.
/// </param>
internal sealed record ProcessEntry(
    ProcessIdentity Identity, int ParentId, int GroupId, int SessionId, bool IsDead, bool IsKernelThread, int? EnvironmentLength)
{
    // Counted from the state, which is the first field behind the name.
    private const int ParentField = 1;
    private const int GroupField = 2;
    private const int SessionField = 3;
    private const int FlagsField = 6;
    private const int ThreadsField = 17;
    private const int StartTimeField = 19;
    private const int CodeStartField = 23;
    private const int EnvironmentStartField = 47;
    private const int EnvironmentEndField = 48;

    // PF_KTHREAD of linux/sched.h.
    private const ulong KernelThreadFlag = 0x0020_0000;

    private static readonly byte[] Marker = Encoding.ASCII.GetBytes(JobMarkers.JobsVariable + "=");

    /// <summary>Reads the text of /proc/PID/stat; null if it isn't one.</summary>
    public static ProcessEntry? Parse(int processId, ReadOnlySpan<byte> stat)
    {
        // The name stands in brackets and may itself hold brackets and spaces.
        var nameStart = stat.IndexOf((byte)'(') + 1;
        var nameEnd = stat.LastIndexOf((byte)')');
        if (nameStart <= 0 || nameEnd < nameStart || nameEnd + 2 >= stat.Length)
        {
            return null;
        }

        var fields = stat[(nameEnd + 2)..];
        if (!TryParse(fields, ParentField, out var parent)
            || !TryParse(fields, GroupField, out var group)
            || !TryParse(fields, SessionField, out var session)
            || !TryParse(fields, FlagsField, out var flags)
            || !TryParse(fields, ThreadsField, out var threads)
            || !TryParse(fields, StartTimeField, out var startTime))
        {
            return null;
        }

        // While other threads run, a process whose first thread has ended only looks like a zombie.
        var hasFirstThreadEnded = fields[0] is (byte)'Z' or (byte)'X' or (byte)'x';
        var isDead = hasFirstThreadEnded && threads <= 1;
        var name = Encoding.UTF8.GetString(stat[nameStart..nameEnd]);
        var environmentLength = hasFirstThreadEnded ? 0 : ParseEnvironmentLength(fields);
        return new ProcessEntry(
            new ProcessIdentity(processId, startTime, name), (int)parent, (int)group, (int)session, isDead, (flags & KernelThreadFlag) != 0, environmentLength);
    }

    /// <summary>Adds the ids of the jobs that a process belongs to by its environment, the text of /proc/PID/environ.</summary>
    public static void ParseJobs(ReadOnlySpan<byte> environment, List<Guid> jobs)
    {
        while (!environment.IsEmpty)
        {
            var end = environment.IndexOf((byte)0);
            var variable = end < 0 ? environment : environment[..end];
            if (variable.StartsWith(Marker))
            {
                var ids = variable[Marker.Length..];
                foreach (var range in ids.Split((byte)JobMarkers.Separator))
                {
                    if (Utf8Parser.TryParse(ids[range], out Guid id, out _))
                    {
                        jobs.Add(id);
                    }
                }

                return;
            }

            environment = end < 0 ? [] : environment[(end + 1)..];
        }
    }

    // The kernel tells where a new program's code is only once its environment, which looks empty before, is complete.
    private static int? ParseEnvironmentLength(ReadOnlySpan<byte> fields) =>
        TryParse(fields, CodeStartField, out var code) && code != 0
        && TryParse(fields, EnvironmentStartField, out var start) && TryParse(fields, EnvironmentEndField, out var end) && end != 0
            ? (int)(end - start)
            : null;

    private static bool TryParse(ReadOnlySpan<byte> fields, int index, out ulong value)
    {
        foreach (var range in fields.Split((byte)' '))
        {
            if (index-- == 0)
            {
                return ulong.TryParse(fields[range], CultureInfo.InvariantCulture, out value);
            }
        }

        value = 0;
        return false;
    }
}
