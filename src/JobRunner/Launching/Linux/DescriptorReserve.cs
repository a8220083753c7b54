using System.ComponentModel;
using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Specs;

namespace JobRunner.Launching.Linux;

/// <summary>
/// The file descriptors that starts leave to the host. Without one .NET can't start a thread, and where its pool can't have the thread that it needs, it
/// ends the process.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class DescriptorReserve
{
    private const int Most = 64;

    // EMFILE of asm-generic/errno-base.h.
    private const int TooManyOpenFiles = 24;

    /// <summary>Refuses a start that would take from it.</summary>
    /// <exception cref="JobStartException">Of the last descriptors below the host's limit less than half are free.</exception>
    public static void Keep(ResolvedSpec spec)
    {
        var limit = (int)Math.Min(LibC.GetOpenFilesLimit().Soft, int.MaxValue);
        var reserve = Math.Min(limit / 4, Most);
        if (LibC.CountFreeDescriptors(limit - reserve, reserve) < reserve / 2)
        {
            throw StartFailure.Explain(spec, new Win32Exception(TooManyOpenFiles));
        }
    }
}
