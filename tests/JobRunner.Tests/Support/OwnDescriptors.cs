namespace JobRunner.Tests.Support;

/// <summary>The file descriptors of this process.</summary>
internal static class OwnDescriptors
{
    /// <summary>How many are open, but for code: what .NET has loaded when it first needed it stays open.</summary>
    public static int Count() => Directory.GetFiles("/proc/self/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true);
}
