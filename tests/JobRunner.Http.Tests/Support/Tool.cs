using NUnit.Framework;

namespace JobRunner.Http.Tests.Support;

/// <summary>Programs that not every machine has.</summary>
internal static class Tool
{
    public static void Require(string program)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, program))))
        {
            Assert.Ignore($"{program} is not installed.");
        }
    }
}
