using System.Text;
using JobRunner.Packages.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Packages.Tests.Contents;

/// <summary>What a user sees of each package before it is installed.</summary>
[TestFixture("JobRunner")]
[TestFixture("JobRunner.Http")]
[TestFixture("JobRunner.Http.Client")]
[TestFixture("JobRunner.Cli")]
public sealed class DescriptionTests(string id)
{
    private Package _package = null!;

    [OneTimeSetUp]
    public void Open() => _package = Feed.Open(id);

    [OneTimeTearDown]
    public void Close() => _package.Dispose();

    [Test]
    public void It_says_what_it_is()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_package["id"], Is.EqualTo(id));
            Assert.That(_package["version"], Is.EqualTo(Feed.Version));
            Assert.That(_package["description"], Has.Length.GreaterThan(50));
            Assert.That(_package["license"], Is.EqualTo("MIT"));
        }
    }

    [Test]
    public void It_has_a_README() => Assert.That(Encoding.UTF8.GetString(_package.Read(_package["readme"]!)).TrimStart('\uFEFF'), Does.StartWith("# "));

    [Test]
    public void It_has_an_icon() => Assert.That(_package.Read(_package["icon"]!).AsSpan(1, 3).ToArray(), Is.EqualTo("PNG"u8.ToArray()));

    [Test]
    public async Task It_names_the_commit_and_where_there_is_one_the_public_repository()
    {
        if (!Path.Exists(Repository.PathOf(".git")))
        {
            Assert.Ignore("These sources are no clone.");
        }

        Assert.That(_package.Repository("commit"), Does.Match("^[0-9a-f]{40,64}$"));
        if (await HasPublicRemoteAsync())
        {
            Assert.That(_package.Repository("url"), Does.StartWith("https://"));
        }
    }

    private static async Task<bool> HasPublicRemoteAsync()
    {
        if (!Installed.Has("git"))
        {
            return false;
        }

        var remote = await Feed.Machine.RunAsync("git", "-C", Repository.PathOf("."), "remote", "get-url", "origin");
        return remote.StandardOutput.StartsWith("https://", StringComparison.Ordinal);
    }
}
