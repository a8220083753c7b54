namespace JobRunner.Tests.Support;

/// <summary>Programs that not every machine has.</summary>
internal static class Installed
{
    public static bool Has(string program)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders.Any(folder => File.Exists(Path.Combine(folder, program)));
    }
}
