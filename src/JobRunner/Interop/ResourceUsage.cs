using System.Runtime.InteropServices;

namespace JobRunner.Interop;

/// <summary><c>struct rusage</c> of bits/types/struct_rusage.h on 64-bit Linux, glibc and musl, as far as it is used.</summary>
/// <remarks>Its 144 bytes are followed by 128 reserved ones in musl.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 144 + 128)]
internal readonly struct ResourceUsage
{
    private readonly nint _userSeconds;
    private readonly nint _userMicroseconds;
    private readonly nint _systemSeconds;
    private readonly nint _systemMicroseconds;
    private readonly nint _peakKilobytes;

    public TimeSpan CpuTime =>
        TimeSpan.FromSeconds(_userSeconds + _systemSeconds) + TimeSpan.FromMicroseconds(_userMicroseconds + _systemMicroseconds);

    public long PeakBytes => _peakKilobytes * 1024L;
}
