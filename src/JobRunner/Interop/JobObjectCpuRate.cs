using System.Runtime.InteropServices;

namespace JobRunner.Interop;

/// <summary><c>JOBOBJECT_CPU_RATE_CONTROL_INFORMATION</c> of winnt.h.</summary>
/// <param name="Flags">How the rate is meant.</param>
/// <param name="Rate">In ten-thousandths of all the machine's processors.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct JobObjectCpuRate(uint Flags, uint Rate)
{
    /// <summary>All processors.</summary>
    public const uint Whole = 10_000;

    /// <summary><c>JOB_OBJECT_CPU_RATE_CONTROL_ENABLE | JOB_OBJECT_CPU_RATE_CONTROL_HARD_CAP</c>.</summary>
    public const uint HardCap = 0x1 | 0x4;
}
