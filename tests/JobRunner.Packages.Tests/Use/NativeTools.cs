using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Packages.Tests.Use;

/// <summary>What native AOT needs besides the SDK.</summary>
internal static class NativeTools
{
    /// <summary>Ignores the test where it isn't there.</summary>
    public static void Require()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Native AOT's linker on Windows is Visual Studio's, which is not on the PATH.");
        }

        if (!Installed.Has("clang") && !Installed.Has("gcc"))
        {
            Assert.Ignore("Native AOT needs clang or gcc as its linker; neither is installed.");
        }
    }
}
