using JobRunner.Interop;

namespace JobRunner.Launching.Windows;

/// <summary>What a job's limits are in the kernel's words.</summary>
internal static class JobObjectRules
{
    public static JobObjectLimits For(bool isKilledOnClose, JobLimits? limits) => new()
    {
        Flags = (isKilledOnClose ? JobObjectLimits.KillOnClose : 0)
            | (limits?.MemoryBytes is null ? 0 : JobObjectLimits.HasMemory)
            | (limits?.MaxProcesses is null ? 0 : JobObjectLimits.HasActiveProcesses),
        Memory = (nuint)Math.Min((ulong)(limits?.MemoryBytes ?? 0), nuint.MaxValue),
        ActiveProcesses = (uint)(limits?.MaxProcesses ?? 0),
    };

    /// <param name="cores">How many processors' time, at most.</param>
    /// <param name="processors">How many the machine has.</param>
    public static JobObjectCpuRate RateFor(double cores, uint processors) =>
        new(JobObjectCpuRate.HardCap, (uint)Math.Clamp(Math.Round(cores * JobObjectCpuRate.Whole / processors), 1, JobObjectCpuRate.Whole));

    /// <summary>Looks for a limit that was set and isn't there. The kernel counts memory in pages, and so may keep a little less.</summary>
    public static string? FindForgotten(JobObjectLimits wanted, JobObjectLimits found)
    {
        var missing = wanted.Flags & ~found.Flags;
        if ((missing & JobObjectLimits.HasMemory) != 0
            || ((wanted.Flags & JobObjectLimits.HasMemory) != 0 && (found.Memory > wanted.Memory || wanted.Memory - found.Memory >= (nuint)Environment.SystemPageSize)))
        {
            return NameOf(nameof(JobLimits.MemoryBytes));
        }

        return (missing & JobObjectLimits.HasActiveProcesses) != 0 || found.ActiveProcesses != wanted.ActiveProcesses
            ? NameOf(nameof(JobLimits.MaxProcesses))
            : null;
    }

    public static string NameOf(string limit) => $"{nameof(JobSpec.Limits)}.{limit}";
}
