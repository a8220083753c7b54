using System.ComponentModel;
using System.Runtime.Versioning;
using JobRunner.Launching;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Specs;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Troubleshooting;

/// <summary>Why starts fail.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StartTests
{
    private const int NoSuchFile = 2;
    private const int NoRoom = 11;
    private const int NoDescriptor = 24;

    private readonly JobsManager _jobs = new();
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public async Task Clean()
    {
        await _jobs.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task What_is_said_is_quoted()
    {
        var plain = Make("plain", "words", mode: UnixFileMode.UserRead);
        var busy = Make("busy", "#!/bin/sh\n");
        await using var writer = new FileStream(busy, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        string[] messages =
        [
            await Refused(new("no-such-program")),
            await Refused(new("true") { InheritEnvironment = false }),
            await Refused(new("plain") { Environment = new Dictionary<string, string?> { ["PATH"] = _folder.Path } }),
            await Refused(new(plain + ".none")),
            await Refused(new(_folder.Path)),
            await Refused(new(plain)),
            await Refused(new(Make("lost", "#!/no/such/interpreter\n"))),
            await Refused(new(Make("ends", "#!/bin/sh\r\n"))),
            await Refused(new(Make("words", "no script"))),
            await Refused(new("true", new string('a', 1024 * 1024))),
            await Refused(new(busy)),
            await Refused(new("true") { WorkingDirectory = plain + ".none" }),
            await Refused(new("true") { WorkingDirectory = plain }),
            await Refused(new("true") { Limits = new JobLimits { OpenFiles = int.MaxValue } }),
            await RefusedWithoutIsolation(),
            WithoutCgroups(),

            // What can't be had on demand.
            Explained(NoSuchFile), Explained(NoRoom), Explained(NoDescriptor),
        ];
        Quotes.AreWhatIsSaid("A start fails", messages);
    }

    private string Make(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    private Task<string> Refused(JobSpec spec) => Refused(_jobs, spec);

    private static async Task<string> Refused(JobsManager jobs, JobSpec spec)
    {
        try
        {
            await jobs.StartAsync(spec).Within("it is refused");
        }
        catch (JobStartException e)
        {
            return e.Message;
        }

        throw new InvalidOperationException($"{spec} was started.");
    }

    private static async Task<string> RefusedWithoutIsolation()
    {
        await using var jobs = new JobsManager(new JobsManagerOptions { Isolation = ProcessIsolation.None });
        return await Refused(jobs, new("true") { Limits = new JobLimits { MemoryBytes = 1 << 20 } });
    }

    private static string WithoutCgroups()
    {
        using var none = new JobCgroups([], isForAll: false);
        return none.FindLack(new JobLimits { MemoryBytes = 1 << 20 })!;
    }

    private static string Explained(int error) => StartFailure.Explain(ResolvedSpec.For(new JobSpec("true"), Guid.NewGuid(), []), new Win32Exception(error)).Message;
}
