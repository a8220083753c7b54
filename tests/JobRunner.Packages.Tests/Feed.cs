using System.Reflection;
using JobRunner.Packages.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Packages.Tests;

/// <summary>The repository's packages, packed once for all tests, and a machine that has nothing else of it.</summary>
[SetUpFixture]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "OneTimeTearDown disposes.")]
public sealed class Feed
{
    private static readonly string Configuration = typeof(JobsManager).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>No other package has ever had it, so that none can stand in.</summary>
    internal static string Version { get; } = $"0.0.0-test-{Guid.NewGuid():N}";

    internal static Machine Machine { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Pack()
    {
        Machine = new Machine();
        await Machine.SucceedAsync(
            "dotnet", "pack", Repository.PathOf("JobRunner.sln"), "--no-build", "-c", Configuration, $"-p:Version={Version}", "-o", Machine.PathOf("feed"));
    }

    [OneTimeTearDown]
    public async Task Remove() => await Machine.DisposeAsync();

    internal static Package Open(string id) => new(Machine.PathOf(Path.Combine("feed", $"{id}.{Version}.nupkg")));

    internal static Package OpenSymbols(string id) => new(Machine.PathOf(Path.Combine("feed", $"{id}.{Version}.snupkg")));
}
