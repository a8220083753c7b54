using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Launching.Windows;
using NUnit.Framework;

namespace JobRunner.Tests;

/// <summary>What the suite needs where it runs on Windows, or under Wine.</summary>
[SetUpFixture]
public sealed class WindowsSetUp
{
    /// <summary>Whether this is Wine, which says so by a function that Windows hasn't.</summary>
    internal static bool IsWine { get; } =
        OperatingSystem.IsWindows() && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll"), "wine_get_version", out _);

    [OneTimeSetUp]
    public void Begin()
    {
        if (OperatingSystem.IsWindows())
        {
            ProvideTools();
        }
    }

    [SupportedOSPlatform("windows")]
    private static void ProvideTools()
    {
        // POSIX programs by their names, first on the PATH.
        var folder = Path.GetDirectoryName(TestChild.Program.FilePath)!;
        foreach (var name in TestChild.Tools.Names)
        {
            File.Copy(TestChild.Program.FilePath, Path.Combine(folder, $"{name}.exe"), overwrite: true);
        }

        Environment.SetEnvironmentVariable("PATH", $"{folder};{Environment.GetEnvironmentVariable("PATH")}");
        if (IsWine)
        {
            // It has no other, up to version 8 at least.
            ConsoleBreak.Signal = ConsoleSignal.Interrupt;
        }
    }
}
