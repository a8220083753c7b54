using System.Runtime.InteropServices;
using NUnit.Framework;

namespace JobRunner.Packages.Tests.Use;

/// <summary>Programs that know nothing but the packages. One runs jobs, one serves them, one has them run by a server.</summary>
public sealed class ProgramTests
{
    private static readonly string PackedVersion = $"-p:PackedVersion={Feed.Version}";

    [OneTimeSetUp]
    public async Task Build()
    {
        CopyOut(Path.Combine(AppContext.BaseDirectory, "Programs"), Feed.Machine.PathOf("Programs"));
        await Feed.Machine.SucceedAsync("dotnet", "build", "Programs/Programs.slnx", PackedVersion);
    }

    [Test]
    public void They_are_built_from_the_packages() =>
        Assert.That(Directory.GetDirectories(Feed.Machine.PathOf("packages")).Select(Path.GetFileName), Is.SupersetOf(["jobrunner", "jobrunner.http", "jobrunner.http.client"]));

    [Test]
    public Task One_runs_a_job() => RunAJobWith("dotnet", "Programs/Runs/bin/Debug/net10.0/Runs.dll");

    [Test]
    public async Task One_runs_a_job_as_native_code()
    {
        NativeTools.Require();
        string[] native = ["-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true", PackedVersion];
        var restored = await Feed.Machine.RunAsync("dotnet", ["restore", "Programs/Runs", .. native]);
        if (restored.Status.ExitCode != 0)
        {
            Assert.Ignore($"Native AOT's compiler can't be had here: {restored.StandardOutput}");
        }

        var said = await Feed.Machine.SucceedAsync("dotnet", ["publish", "Programs/Runs", "--no-restore", "-o", "native", .. native]);
        Assert.That(said, Does.Not.Contain("warning"));
        await RunAJobWith(Feed.Machine.PathOf("native/Runs"));
    }

    private static async Task RunAJobWith(string program, params string[] arguments)
    {
        var said = await Feed.Machine.SucceedAsync(program, [.. arguments, "dotnet", "--version"]);
        Assert.That(said.ReplaceLineEndings("\n"), Does.Match(@"\A\d+\.\d+\.\d+\S*\nExited with 0\n\z"));
    }

    private static void CopyOut(string source, string target)
    {
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
