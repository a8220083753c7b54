using System.Reflection;

namespace JobRunner.Packages.Tests.Support;

/// <summary>What a build inside of a test run must not inherit, and what keeps it to itself.</summary>
internal static class ChildEnvironment
{
    // What an outer build tells its children of itself: another's SDK, another's server.
    private static readonly string[] Outer = ["MSBUILD", "VSTEST", "DOTNET_HOST_PATH", "DOTNET_CLI_", "DOTNET_ROOT_", "COREHOST_", "NUGET_PACKAGES"];

    /// <param name="packages">The folder for packages that aren't in the user's own.</param>
    /// <param name="temp">The folder for temporary files.</param>
    public static Dictionary<string, string?> Make(string packages, string temp)
    {
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsOuter).ToDictionary(name => name, _ => (string?)null);

        // MSBuild takes variables for properties.
        environment["RestorePackagesPath"] = packages;
        environment["RestoreFallbackFolders"] = OthersPackages(Path.Combine(temp, "others"));
        environment["UseSharedCompilation"] = "false";

        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_NOLOGO"] = "1";
        environment[OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR"] = temp;
        return environment;
    }

    private static bool IsOuter(string name) => Outer.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // What the repository's own restore has got; only the build knows where that is. Of JobRunner itself whoever tried it may have an older state there.
    private static string OthersPackages(string links)
    {
        var packages = typeof(ChildEnvironment).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "PackagesFolder").Value!;
        Directory.CreateDirectory(links);
        foreach (var package in Directory.EnumerateDirectories(packages).Where(package => !Path.GetFileName(package).StartsWith("jobrunner", StringComparison.OrdinalIgnoreCase)))
        {
            Directory.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(package)), package);
        }

        return links;
    }
}
