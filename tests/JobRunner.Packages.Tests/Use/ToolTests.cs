using NUnit.Framework;

namespace JobRunner.Packages.Tests.Use;

public sealed class ToolTests
{
    [Test]
    public async Task Jobctl_is_installed_and_explains_itself()
    {
        await Feed.Machine.SucceedAsync(
            "dotnet", "tool", "install", "JobRunner.Cli", "--version", Feed.Version, "--tool-path", "tools", "--configfile", "nuget.config");
        var help = await Feed.Machine.SucceedAsync(Feed.Machine.PathOf("tools/jobctl"), "--help");
        Assert.That(help, Does.Contain("Usage: jobctl").And.Contain("logs"));
    }
}
